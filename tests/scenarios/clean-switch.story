# As it should be: the old runner is gone before the new one starts.
start 2026-05-14T10:00:00Z
length 240
memory 64
base 6 14
serve 1218
runner 70011 1218 gemma4:12b-mlx 12 10 30 120 0.95
runner 70093 1218 qwen3.8:14b-mlx 15 126 150 240 0.95
loaded gemma4:12b-mlx 12.4 30 118
loaded qwen3.8:14b-mlx 15.6 150 240
