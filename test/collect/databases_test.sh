#!/bin/sh
# The collector database against real servers (test/collect/databases.py).
exec /usr/bin/python3 test/collect/databases.py
