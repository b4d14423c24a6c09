# There is no system log.
start 2026-05-14T20:00:00Z
length 120
memory 64
base 6 14
serve 1218
runner 78001 1218 gemma4:12b-mlx 12 10 30 80 0.95
runner 78050 1218 qwen3.8:14b-mlx 15 70 90 120 0.95
stall 0 120 system
