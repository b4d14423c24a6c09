# The clock is set back by a minute between two runners that never met.
start 2026-05-14T19:00:00Z
length 240
memory 64
base 6 14
serve 1218
runner 77001 1218 gemma4:12b-mlx 12 10 30 100 0.95
runner 77080 1218 qwen3.8:14b-mlx 15 125 145 240 0.95
loaded gemma4:12b-mlx 12.4 30 98
loaded qwen3.8:14b-mlx 15.6 145 240
clock 120 -60
