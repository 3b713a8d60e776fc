/* check
title:    {zh: 处理1000万人以上个人信息未明确网络数据安全负责人和管理机构, en: "No data-security officer and body although the data of ten million persons are handled"}
clause:   N3.1
item:     N3.1.org.data-officer
basis:    [ndsr/ten-million, ndsr/officer, ndsr/officer-rank]
severity: medium
defends:  [防窃密]
assets:   [unit]
over:     unit
proof:    presence
params:
  persons: {value: 10000000, source: "网络数据安全管理条例第二十八条", sure: yes}
  each: {value: 2, source: "一人多号的折算，自定", sure: no}
says:
  zh: "{name} 在检查范围内处理的个人信息至少涉及 {least} 人，达到1000万人，未登记网络数据安全负责人和管理机构"
  en: "{name} handles the data of at least {least} persons in what was inspected (ten million reached), and no data-security officer and body are registered"
remedy:
  zh: 任命管理层成员担任网络数据安全负责人，设立管理机构并写明法定职责和直接报告权；合并、分立、解散、破产时报告数据处置方案。
  en: Appoint a member of the management as data-security officer with a body of its own, its duties and its right to report directly.
days:     {value: 30, unit: calendar-days, sure: no}
# Persons are counted over all stores of the scope by keyed marks of their numbers (docs/databases.md). An identity number is one person; of
# other numbers and accounts one may have several: :each of them count as one. Where only a sample was read, least and most are its bounds.
applies: >
  WITH p AS (SELECT SUM(n.most) AS most, COUNT(*) - COUNT(n.most) AS unbound FROM person n)
  SELECT u.asset FROM unit u JOIN p ON p.most >= :persons OR p.unbound > 0
unknown: >
  SELECT u.asset FROM unit u WHERE NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'data-officer')
examples:
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000005, most: 10000900}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: mobile, least: 20000005, most: 20000009}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000005, most: 10000900}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: data-officer, done: 20000}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: mobile, least: 10000005, most: 10000009}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 30000000}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: ~}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000005, most: 10000900}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 20}], unit_duty: [{asset: 9, duty: told, done: ~}], partial: [data_person]}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 20}], unit_duty: [{asset: 9, duty: told, done: ~}]}
*/
WITH p AS (SELECT MAX(CASE WHEN n.sole THEN n.least ELSE n.least / :each END) AS least FROM person n)
SELECT u.asset, 0 AS evidence, u.name, p.least
FROM unit u JOIN p ON p.least >= :persons
WHERE EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'told')
  AND NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'data-officer');
