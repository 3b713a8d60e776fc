/* check
title:    Too many leaks
clause:   N3.2
basis:    [csl/protect]
severity: high
assets:   [unit]
proof:    absence
over:     unit
params:   {most: {value: 1, source: x, sure: no}}
says:     "{n}"
remedy:   mend it
examples:
  - fail:    {web_leak: [{asset: 1, url: a}, {asset: 2, url: b}]}
  - pass:    {web_leak: [{asset: 1, url: a}]}
*/
SELECT u.asset, 0 AS evidence, c.n
FROM unit u JOIN (SELECT COUNT(*) AS n FROM web_leak l) AS c ON c.n > :most;
