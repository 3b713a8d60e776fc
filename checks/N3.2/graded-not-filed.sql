/* check
title:    {zh: 定级对象未备案, en: Object neither reviewed nor filed}
clause:   N3.2
item:     N3.2.filing.in-time
basis:    [order11/file, gd2023/grading]
severity: high
defends:  [防入侵]
assets:   [unit]
proof:    absence
says:     {zh: "“{object}”已正式运行，没有评审和备案日期", en: "{object} is in operation and has neither a day of review nor of filing"}
remedy:
  zh: 完成定级评审并在通信网络安全防护管理系统备案。
  en: Have the grading reviewed and file it.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_date: [{asset: 9, object: 门户, reviewed: ~, filed: ~, running: true}]}
  - pass:    {graded_date: [{asset: 9, object: 门户, reviewed: 20000, filed: 20010, running: true}]}
  - unknown: {graded_date: [{asset: 9, object: 门户, reviewed: ~, filed: ~, running: true}], partial: [graded_date]}
  - pass:    {graded_date: [{asset: 9, object: 旧平台, reviewed: ~, filed: ~}]}
  # reviewed: graded-filed-late
  - pass:    {graded_date: [{asset: 9, object: 门户, reviewed: 20000, filed: ~, running: true}]}
*/
SELECT d.asset, d.evidence, d.object, d.object AS place
FROM graded_date d
WHERE d.running AND d.reviewed IS NULL AND d.filed IS NULL;
