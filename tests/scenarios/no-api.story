# ollama ps and /api/ps did not answer, and memory_pressure is missing at first.
start 2026-05-14T18:00:00Z
length 150
memory 64
base 6 14
serve 1218
runner 76001 1218 gemma4:27b-mlx 26 10 40 100 0.95
blob 76040 1218 5c91a0b37e12d84f66a0c1b2 15 95 120 150 0.95
lost ollama 0 150
lost api 0 150
lost pressure 0 60
