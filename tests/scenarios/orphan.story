# The app is quit and started again; the old runner survives its server.
start 2026-05-14T11:00:00Z
length 300
memory 64
base 6 12
serve 1218 0 150
serve 2077 156 300
runner 71020 1218 gemma4:27b-mlx 26 10 40 260 0.95
orphan 71020 150
runner 71544 2077 qwen3.8:14b-mlx 15 180 200 300 0.95
loaded gemma4:27b-mlx 27.1 40 150
loaded qwen3.8:14b-mlx 15.6 200 300
lost ollama 150 160
lost api 150 160
