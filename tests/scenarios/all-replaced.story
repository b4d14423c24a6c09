# Two runners give way to two others between two samples; then the app is quit,
# and nothing is left that the process log could record.
start 2026-05-14T14:00:00Z
length 240
memory 64
base 6 12
serve 1218 0 130
runner 75001 1218 gemma4:27b-mlx 14 20 25 70 0.9
runner 75002 1218 qwen3.8:14b-mlx 12 20 25 70 0.9
runner 75003 1218 llama4:8b-mlx 9 70 74 130 0.9
runner 75004 1218 phi5:14b-mlx 11 70 74 130 0.9
loaded gemma4:27b-mlx 14.5 25 70
loaded qwen3.8:14b-mlx 12.4 25 70
loaded llama4:8b-mlx 9.3 74 130
loaded phi5:14b-mlx 11.2 74 130
lost ollama 130 240
lost api 130 240
