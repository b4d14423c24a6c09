# As switch-overlap, with the fix: the old model has gone when the new one
# starts, so that both are never there together.
start 2026-05-15T09:25:00Z
length 420
memory 64
base 5 12
serve 1218
runner 41207 1218 gemma4:27b-mlx 26 28 52 201 0.95
runner 41533 1218 qwen3.8:35b-mlx 33 208 246 420 0.95
loaded gemma4:27b-mlx 27.1 50 200
loaded qwen3.8:35b-mlx 34.2 246 420
load 4 120 150
row 41499 ollama 26528 20 120 ollama run gemma4:27b-mlx --verbose give me a definition for strategy
row 41500 ollama 26870 200 410 ollama run qwen3.8:35b-mlx --verbose give me a definition for strategy
