# One look and no more: what starts, rises or grows cannot be known from it.
start 2026-05-14T09:25:00Z
length 1
memory 32
base 4 9
serve 1218
runner 64901 1218 gemma4:12b-mlx 8 -60 -40 400
loaded gemma4:12b-mlx 8.4 -40 400
