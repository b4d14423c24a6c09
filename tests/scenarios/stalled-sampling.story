# Both loops hang for a minute, and when they go on another runner is there.
start 2026-05-14T14:00:00Z
length 240
memory 64
base 6 14
serve 1218
runner 73001 1218 gemma4:12b-mlx 12 10 30 125 0.95
runner 73090 1218 qwen3.8:14b-mlx 15 140 158 240 0.95
loaded gemma4:12b-mlx 12.4 30 120
loaded qwen3.8:14b-mlx 15.6 158 240
stall 101 165
