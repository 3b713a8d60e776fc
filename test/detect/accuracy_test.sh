#!/bin/sh
# The finding of personal data over a small labelled corpus (docs/accuracy.md): precision and recall of each kind, of columns and of verdicts stay above
# what bench/corpus/floors says. Prints TAP.
. test/lib.sh
made() { python3 bench/corpus/corpus.py --templates dev --seed test --out "$@" >"$tmp/out" 2>&1 || { told "a corpus is made"; exit 1; }; }
made "$tmp/values" --positives 60 --parts text,containers
python3 bench/score.py "$tmp/values" --floors bench/corpus/floors || bad=1
made "$tmp/columns" --positives 4 --parts columns
python3 bench/score_columns.py "$tmp/columns" --floors bench/corpus/floors || bad=1
exit ${bad:-0}
