#!/bin/sh
# The collector database against real servers (test/collect/real_databases.py).
exec /usr/bin/python3 test/collect/real_databases.py
