# Runners that name a blob; the API's list tells which model each one ran. The
# last two load at once, so of those it cannot be told.
start 2026-05-14T15:00:00Z
length 300
memory 64
base 6 14
serve 1218
blob 74001 1218 5c91a0b37e12d84f66a0c1b2 9 10 25 90 0.95
blob 74044 1218 e0741fd2c3b5a69788990a1b 11 80 100 160 0.95
blob 74101 1218 17aa42c6be03f1d5e8c9b7a6 6 200 215 290 0.95
blob 74102 1218 92d3e4f5061728394a5b6c7d 6 200 215 290 0.95
loaded llama3.3:8b 9.4 25 88
loaded phi4:14b 11.2 100 158
loaded granite4:7b 6.1 215 288
loaded nomic-embed-text:latest 6.1 215 288
