#!/bin/sh
# Logs through `yicha inspect`: a matrix of retention verdicts, hazards, and what a PostgreSQL of our own writes.
exec /usr/bin/python3 test/collect/logs.py
