/* check
title:    {zh: 处理不满十四周岁未成年人个人信息未制定专门规则, en: Data of children under 14 handled without rules of their own}
clause:   N3.3
item:     N3.3.use.under14
basis:    [pipl/minors, ndsr/minor-rules]
severity: high
defends:  [防窃密]
assets:   [unit]
over:     unit
proof:    presence
says:
  zh: "{name} 存有不满十四周岁人员的个人信息，同一位置最多 {persons} 人（{places} 处，如 {path}），未登记专门的个人信息处理规则"
  en: "{name} keeps data of persons younger than 14, at the most {persons} in one place ({places} places, as {path}), and no rules of their own are registered"
remedy:
  zh: 制定专门的个人信息处理规则，补充监护人同意流程，未取得同意的删除。
  en: Make rules of their own, ask the guardians' consent, delete what was kept without it.
days:     {value: 15, unit: calendar-days, sure: no}
# The age on the day of the inspection, from the birth date within identity numbers, or from columns of birth dates; persons are only counted.
# Consent itself is asked in another way: no store shows it.
applies: >
  SELECT u.asset FROM unit u WHERE EXISTS (SELECT 1 FROM data_person i WHERE i.under14 > 0)
unknown: >
  WITH d AS (SELECT y.asset, COUNT(*) AS told FROM unit_duty y WHERE y.duty = 'told' GROUP BY y.asset)
  SELECT u.asset FROM unit u LEFT JOIN d ON d.asset = u.asset WHERE d.told IS NULL
examples:
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, under14: 3}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, under14: 3}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: minor-rules, done: 20000}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, under14: 3}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, under14: 0}], unit_duty: [{asset: 9, duty: told, done: ~}], partial: [data_person]}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, under14: 0}], unit_duty: [{asset: 9, duty: told, done: ~}]}
*/
WITH d AS (
  SELECT y.asset, COUNT(*) FILTER (WHERE y.duty = 'told') AS told, COUNT(*) FILTER (WHERE y.duty = 'minor-rules') AS done FROM unit_duty y GROUP BY y.asset
), young AS (
  SELECT MAX(i.under14) AS persons, COUNT(*) AS places, MIN(i.path) AS path, MAX(i.evidence) AS evidence
  FROM data_person i WHERE i.under14 > 0
)
SELECT u.asset, y.evidence, u.name, y.persons, y.places, y.path
FROM unit u JOIN young y ON y.persons > 0 JOIN d ON d.asset = u.asset
WHERE d.told > 0 AND d.done = 0;
