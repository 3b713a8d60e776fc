/* check
title:    {zh: 定级对象未定级, en: Object without a grade}
clause:   N3.2
item:     N3.2.filing.grade-set
basis:    [order11/divide, gd2023/grading]
severity: high
defends:  [防入侵]
assets:   [unit]
proof:    absence
says:     {zh: "“{object}”没有一级至五级中的等级", en: "{object} has no grade from 1 to 5"}
remedy:
  zh: 按定级指南完成定级并提交评审。
  en: Grade it and have the grading reviewed.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_object: [{asset: 9, object: 门户, level: ~, running: true}]}
  - pass:    {graded_object: [{asset: 9, object: 门户, grade: "2", level: 2, running: true}]}
  - unknown: {graded_object: [{asset: 9, object: 门户, level: ~, running: true}], partial: [graded_object]}
  # not in operation: need not be graded yet
  - pass:    {graded_object: [{asset: 9, object: 门户, level: ~}]}
*/
SELECT g.asset, g.evidence, g.object, g.object AS place
FROM graded_object g
WHERE g.running AND g.level IS NULL;
