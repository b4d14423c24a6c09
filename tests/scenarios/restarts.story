# One model is started and ends twelve times, 9 s each.
start 2026-05-14T06:00:00Z
length 200
memory 32
base 4 8
serve 1218
runner 82000 1218 gemma4:4b-mlx 4 10 14 20
runner 82001 1218 gemma4:4b-mlx 4 25 29 35
runner 82002 1218 gemma4:4b-mlx 4 40 44 50
runner 82003 1218 gemma4:4b-mlx 4 55 59 65
runner 82004 1218 gemma4:4b-mlx 4 70 74 80
runner 82005 1218 gemma4:4b-mlx 4 85 89 95
runner 82006 1218 gemma4:4b-mlx 4 100 104 110
runner 82007 1218 gemma4:4b-mlx 4 115 119 125
runner 82008 1218 gemma4:4b-mlx 4 130 134 140
runner 82009 1218 gemma4:4b-mlx 4 145 149 155
runner 82010 1218 gemma4:4b-mlx 4 160 164 170
runner 82011 1218 gemma4:4b-mlx 4 175 179 185
loaded gemma4:4b-mlx 4.5 14 20
loaded gemma4:4b-mlx 4.5 29 35
loaded gemma4:4b-mlx 4.5 44 50
loaded gemma4:4b-mlx 4.5 59 65
loaded gemma4:4b-mlx 4.5 74 80
loaded gemma4:4b-mlx 4.5 89 95
loaded gemma4:4b-mlx 4.5 104 110
loaded gemma4:4b-mlx 4.5 119 125
loaded gemma4:4b-mlx 4.5 134 140
loaded gemma4:4b-mlx 4.5 149 155
loaded gemma4:4b-mlx 4.5 164 170
loaded gemma4:4b-mlx 4.5 179 185
