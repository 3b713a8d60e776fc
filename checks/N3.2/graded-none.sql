/* check
title:    {zh: 未见通信网络单元定级备案, en: No network unit is graded and filed}
clause:   N3.2
item:     N3.2.filing.units-divided
basis:    [order11/divide, order11/file, gd2023/grading]
severity: high
defends:  [防入侵]
assets:   [unit]
proof:    absence
says:     {zh: "{name} 的定级备案清单中没有任何定级对象", en: "the list of graded filings of {name} has no object"}
remedy:
  zh: 对正式投入运行的网络和系统划分单元、定级、评审并备案。
  en: Divide the networks and systems in operation into units, grade them, have them reviewed and file them.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {unit: [{asset: 9, name: 甲}]}
  - pass:    {unit: [{asset: 9, name: 甲}], graded_object: [{asset: 9, object: 门户, level: 2, running: true}]}
  - unknown: {unit: [{asset: 9, name: 甲}], partial: [graded_object]}
*/
WITH listed AS (SELECT g.asset, COUNT(*) AS n FROM graded_object g GROUP BY g.asset)
SELECT u.asset, 0 AS evidence, u.name FROM unit u LEFT JOIN listed l ON l.asset = u.asset
WHERE l.n IS NULL;
