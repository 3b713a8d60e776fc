/* check
title:    {zh: 处理100万人以上个人信息未指定并报送个人信息保护负责人, en: "No personal-information officer although the data of a million persons are handled"}
clause:   N3.1
item:     N3.1.org.pi-officer
basis:    [pipl/officer, piaudit/officer]
severity: medium
defends:  [防窃密]
assets:   [unit]
over:     unit
proof:    presence
params:
  persons: {value: 1000000, source: "个人信息保护合规审计管理办法第十二条", sure: yes}
  each: {value: 2, source: "一人多号的折算，自定", sure: no}
says:
  zh: "{name} 在检查范围内处理的个人信息至少涉及 {least} 人，达到100万人，未登记个人信息保护负责人"
  en: "{name} handles the data of at least {least} persons in what was inspected (a million reached), and no personal-information officer is registered"
remedy:
  zh: 指定个人信息保护负责人，在隐私政策公布联系方式，并向履行个人信息保护职责的部门报送。
  en: Appoint a personal-information officer, publish the contact and report it to the authority.
days:     {value: 30, unit: calendar-days, sure: no}
# Persons are counted over all stores of the scope by keyed marks of their numbers (docs/databases.md). An identity number is one person; of
# other numbers and accounts one may have several: :each of them count as one. Where only a sample was read, least and most are its bounds.
applies: >
  WITH p AS (SELECT SUM(n.most) AS most, COUNT(*) - COUNT(n.most) AS unbound FROM person n)
  SELECT u.asset FROM unit u JOIN p ON p.most >= :persons OR p.unbound > 0
unknown: >
  SELECT u.asset FROM unit u WHERE NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'pi-officer')
examples:
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 1000005, most: 1000900}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: mobile, least: 2000005, most: 2000009}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 1000005, most: 1000900}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: pi-officer, done: 20000}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: mobile, least: 1000005, most: 1000009}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 3000000}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: ~}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 1000005, most: 1000900}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 20}], unit_duty: [{asset: 9, duty: told, done: ~}], partial: [data_person]}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 20, most: 20}], unit_duty: [{asset: 9, duty: told, done: ~}]}
# Two stores: what is in both counts once; marks count only as far as both stores have all of them.
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 500000, most: 600000, marked: true}, {asset: 2, path: b.csv, kind: id-card, least: 500000, most: 600000, marked: true}], data_mark: [{asset: 1, kind: id-card, mark: 5, cut: 2000000}, {asset: 2, kind: id-card, mark: 7, cut: 2000000}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 500000, most: 600000, marked: true}, {asset: 2, path: b.csv, kind: id-card, least: 500000, most: 600000, marked: true}], data_mark: [{asset: 1, kind: id-card, mark: 5, cut: 2000000}, {asset: 2, kind: id-card, mark: 5, cut: 2000000}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.csv, kind: id-card, least: 500000, most: 600000, marked: true}, {asset: 2, path: b.csv, kind: id-card, least: 500000, most: 600000, marked: true}], data_mark: [{asset: 1, kind: id-card, mark: 5, cut: 2000000}, {asset: 2, kind: id-card, mark: 3000000, cut: 4000000}], unit_duty: [{asset: 9, duty: told, done: ~}]}
*/
WITH p AS (SELECT MAX(CASE WHEN n.sole THEN n.least ELSE n.least / :each END) AS least FROM person n)
SELECT u.asset, 0 AS evidence, u.name, p.least
FROM unit u JOIN p ON p.least >= :persons
WHERE EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'told')
  AND NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'pi-officer');
