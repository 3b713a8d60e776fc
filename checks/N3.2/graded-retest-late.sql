/* check
title:    {zh: 级别调整后未按期重测, en: No new conformity test after regrading}
clause:   N3.2
item:     N3.2.test.retest-90
basis:    [order11/conformity, gd2023/grading]
severity: medium
defends:  [防入侵]
assets:   [unit]
proof:    absence
params:   {days: {value: 90, source: "令第11号第十一条（网上摘录）", sure: yes}}
says:     {zh: "“{object}”的单元或级别调整已 {age} 天，未重新开展符合性评测（期限 {allowed} 天）", en: "{object} was divided or graded anew {age} days ago and not tested since (within {allowed} days)"}
remedy:
  zh: 立即安排重新评测。
  en: Test it anew at once.
days:     {value: 30, unit: calendar-days, sure: no}
# A list names the last test only: one after the term may not have been the first since, and is not accused.
examples:
  - fail:    {graded_regrade: [{asset: 9, object: 门户, regraded: 20742}], graded_conformity: [{asset: 9, object: 门户, ended: 20741}], at: 1800000000}
  - pass:    {graded_regrade: [{asset: 9, object: 门户, regraded: 20743}], at: 1800000000}
  - pass:    {graded_regrade: [{asset: 9, object: 门户, regraded: 20742}], graded_conformity: [{asset: 9, object: 门户, ended: 20742}], at: 1800000000}
  - unknown: {graded_regrade: [{asset: 9, object: 门户, regraded: 20000}], partial: [graded_conformity], at: 1800000000}
*/
WITH tested AS (SELECT t.object, MAX(t.ended) AS ended FROM graded_conformity t GROUP BY t.object)
SELECT r.asset, r.evidence, r.object, :days AS allowed, (:at + 28800) / 86400 - r.regraded AS age, r.object AS place
FROM graded_regrade r LEFT JOIN tested t ON t.object = r.object
WHERE r.regraded + :days < (:at + 28800) / 86400 AND (t.ended IS NULL OR t.ended < r.regraded);
