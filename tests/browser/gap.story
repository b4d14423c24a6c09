# A pause of everything, sections that are missing, and a pid used twice.
start 2026-05-14T09:25:00Z
length 400
memory 64
base 5 12
serve 1218
runner 64901 1218 gemma4:27b-mlx 26 28 52 151
runner 64901 1218 llama3.2:3b 16 200 220 390
loaded gemma4:27b-mlx 27 60 150
stall 100 140
lost vm_stat 260 300
lost pressure 300 330
lost swap 330 350
