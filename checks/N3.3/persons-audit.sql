/* check
title:    {zh: 处理超过1000万人个人信息两年内未开展合规审计, en: "No compliance audit within two years although the data of more than ten million persons are handled"}
clause:   N3.3
item:     N3.3.assess.compliance-audit
basis:    [piaudit/two-yearly, pipl/audit, ndsr/audit]
severity: medium
defends:  [防窃密]
assets:   [unit]
over:     unit
proof:    presence
params:
  persons: {value: 10000001, source: "个人信息保护合规审计管理办法第四条（超过1000万人）", sure: yes}
  each: {value: 2, source: "一人多号的折算，自定", sure: no}
  years: {value: 2, source: "办法第四条", sure: yes}
  first: {value: 20939, source: "办法自2025-05-01起施行，满两年之日", sure: yes}
says:
  zh: "{name} 在检查范围内处理的个人信息至少涉及 {least} 人，超过1000万人，两年内未登记合规审计"
  en: "{name} handles the data of at least {least} persons in what was inspected (more than ten million), and no compliance audit of the last two years is registered"
remedy:
  zh: 制定审计计划并在期限内完成合规审计，整改所发现的问题。
  en: Plan the audit, carry it out in time and mend what it finds.
days:     {value: 30, unit: calendar-days, sure: no}
# The Measures are in force since 2025-05-01: the first two years end on 2027-05-01. Years are the calendar's, days those in China: an audit counts to the day of
# the same date (730 days, 731 over a 29th of February; the latest of these before 1970 is day -9438 + 1461 * 20 of four years each).
# Persons are counted over all stores of the scope by keyed marks of their numbers (docs/databases.md). An identity number is one person; of
# other numbers and accounts one may have several: :each of them count as one. Where only a sample was read, least and most are its bounds.
applies: >
  WITH p AS (SELECT SUM(n.most) AS most, COUNT(*) - COUNT(n.most) AS unbound FROM person n)
  SELECT u.asset FROM unit u JOIN p ON p.most >= :persons OR p.unbound > 0
unknown: >
  SELECT u.asset FROM unit u WHERE :at >= :first * 86400 AND NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'audit'
    AND y.done + 365 * :years + CASE WHEN (y.done + 9438) % 1461 >= 1461 - 365 * :years THEN 1 ELSE 0 END >= (:at + 28800) / 86400)
examples:
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}], at: 1811721600}
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: mobile, least: 20000007, most: 20000011}], unit_duty: [{asset: 9, duty: told, done: ~}], at: 1811721600}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: audit, done: 20639}], at: 1811721600}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: mobile, least: 10000006, most: 10000010}], unit_duty: [{asset: 9, duty: told, done: ~}], at: 1811721600}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 30000003}], unit_duty: [{asset: 9, duty: told, done: ~}], at: 1811721600}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: ~}], unit_duty: [{asset: 9, duty: told, done: ~}], at: 1811721600}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], at: 1811721600}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 20}], unit_duty: [{asset: 9, duty: told, done: ~}], partial: [data_person], at: 1811721600}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 20}], unit_duty: [{asset: 9, duty: told, done: ~}], at: 1811721600}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}], at: 1806537600}
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: audit, done: 20039}], at: 1811721600}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: audit, done: 20639}], at: 1846368000}
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: audit, done: 20639}], at: 1846454400}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: audit, done: 20393}], at: 1825081200}
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 10000006, most: 10000901}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: audit, done: 20393}], at: 1825084800}
*/
WITH p AS (SELECT MAX(CASE WHEN n.sole THEN n.least ELSE n.least / :each END) AS least FROM person n)
SELECT u.asset, 0 AS evidence, u.name, p.least
FROM unit u JOIN p ON p.least >= :persons
WHERE EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'told')
  AND NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'audit'
    AND y.done + 365 * :years + CASE WHEN (y.done + 9438) % 1461 >= 1461 - 365 * :years THEN 1 ELSE 0 END >= (:at + 28800) / 86400)
  AND :at >= :first * 86400;
