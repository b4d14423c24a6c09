# Wide logs. An MLX runner has its model in GPU memory: little of it is in RSS,
# all of it in the footprint, which grows. The kernel's own level is raised when
# another one starts beside it, which the pages alone do not suggest.
start 2026-05-14T22:00:00Z
length 300
memory 64
base 6 10
wide
limit 49152
serve 1218
runner 82001 1218 gemma4:27b-mlx 26 10 40 300 0.95
resident 82001 0.02
grow 82001 4 130 295
spike 82001 33.5 200
runner 82077 1218 qwen3.8:14b-mlx 14 240 255 285 0.95
resident 82077 0.03
loaded gemma4:27b-mlx 29 45 300
loaded qwen3.8:14b-mlx 15.4 255 285
level 2 245 275
level 4 255 270
