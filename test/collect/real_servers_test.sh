#!/bin/sh
# The collectors against real servers (test/collect/real_servers.py).
exec /usr/bin/python3 test/collect/real_servers.py
