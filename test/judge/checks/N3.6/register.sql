/* check
title:    Number of nobody
clause:   N3.6
basis:    [csl/protect]
severity: high
assets:   [site]
proof:    absence
says:     "{number}"
remedy:   mend it
examples:
  - fail:    {icp_mark: [{asset: 1, number: x}]}
  - pass:    {icp_mark: [{asset: 1, number: x}], icp_filing: [{asset: 9, number: x}]}
  - unknown: {icp_mark: [{asset: 1, number: x}], icp_filing: [{asset: 9, number: x}], partial: [icp_filing]}
*/
SELECT m.asset, m.evidence, m.number FROM icp_mark m
LEFT JOIN icp_filing f ON f.number = m.number
WHERE f.number IS NULL;
