# The guide's question: the new model starts while the old one still runs, and
# together they do not fit.
start 2026-05-14T09:25:00Z
length 420
memory 64
base 5 12
serve 1218
runner 64901 1218 gemma4:27b-mlx 26 28 52 251 0.95
runner 65377 1218 qwen3.8:35b-mlx 33 205 238 420 0.95
loaded gemma4:27b-mlx 27.1 50 205
loaded qwen3.8:35b-mlx 34.2 238 420
load 4 120 150
row 66449 ollama 26528 20 120 ollama run gemma4:27b-mlx --verbose give me a definition for strategy
row 66911 ollama 26870 200 410 ollama run qwen3.8:35b-mlx --verbose give me a definition for strategy
row 66460 (ollama) 0 27 28 (ollama)
