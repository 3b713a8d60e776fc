/* check
title:    {zh: 测试环境使用真实个人信息, en: Real personal data in a test environment}
clause:   N3.3
item:     N3.3.protect.test-env
basis:    [pipl/encrypt, dsl/protect]
severity: medium
defends:  [防窃密]
assets:   [folder, database]
proof:    presence
says:     {zh: "测试环境 {path} {name} 有 {persons} 个不同的真实值（{masked}）", en: "test environment: {path} {name} has {persons} different real values ({masked})"}
remedy:
  zh: 清理测试环境真实数据，建立脱敏流程，确需使用的经审批并同等防护。
  en: Remove real data from the test environment, mask what is copied there; what must be real needs approval and equal protection.
days:     {value: 30, unit: calendar-days, sure: no}
# Values whose check digit is right, many and different: made-up numbers of testers fail the check digit or repeat.
params:   {least: {value: 10, source: 阈值, sure: no}}
examples:
  - fail:    {data_store: [{asset: 1, kind: folder, test: true}], data_item: [{asset: 1, path: t, kind: id-card, grp: person, sure: 20, valid: 20, persons: 20, form: plain}]}
  - pass:    {data_store: [{asset: 1, kind: folder, test: true}], data_item: [{asset: 1, path: t, kind: id-card, grp: person, sure: 20, valid: 20, persons: 2, form: plain}]}
  - unknown: {data_store: [{asset: 1, kind: folder, test: true}], partial: [data_item]}
  - na:      {data_store: [{asset: 1, kind: folder}]}
applies: >
  SELECT s.asset FROM data_store s WHERE s.test
*/
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, i.sure, i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN data_store s ON s.asset = i.asset
WHERE s.test AND i.grp = 'person' AND i.valid >= :least AND i.persons >= :least AND i.form IN ('plain', '');
