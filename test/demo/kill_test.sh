# Twenty kill -9 of program, worker, servers and resolver at random moments (demo/killing); the dice are always the same here.
exec demo/killing 1
