/* check
title:    {zh: 个人信息存放于可公开访问的位置, en: Personal data where anybody can fetch it}
clause:   N3.3
item:     N3.3.protect.public-storage
basis:    [pipl/publish, pipl/safety, ndsr/protect, dsl/protect]
severity: critical
defends:  [防窃密]
assets:   [folder]
proof:    presence
says:     {zh: "{path} 中有 {category} {persons} 条（{masked}）", en: "{persons} values of {category_en} in {path} ({masked})"}
remedy:
  zh: 立即关闭公开权限或移出，评估泄露范围，按规定告知和报告。
  en: Close it to the public or take it away at once; find out how far it leaked; notify as the law demands.
days:     {value: 24, unit: hours, sure: no}
# What the standards call personal data; a secret, a dump and a company's own number are other checks. A lone telephone number or
# address on a page of a company is often its own: from :least different ones on it is a list of persons, or at any number where
# a standard in force calls the kind sensitive.
params:   {least: {value: 5, source: 阈值, sure: no}}
examples:
  - fail:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - fail:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_item: [{asset: 1, path: a.csv, kind: mobile, grp: person, sure: 9, persons: 9, form: plain}]}
  - pass:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_item: [{asset: 1, path: a.csv, kind: mobile, grp: person, sure: 1, persons: 1, form: plain}]}
  - pass:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: masked, masked: "1***1"}]}
  - unknown: {data_store: [{asset: 1, kind: folder, is_public: true}], partial: [data_item]}
  - na:      {data_store: [{asset: 1, kind: folder}]}
applies: >
  SELECT s.asset FROM data_store s WHERE s.is_public
*/
SELECT i.asset, i.evidence, i.path, i.part, i.kind, i.masked, i.persons, g.category, g.category_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN data_store s ON s.asset = i.asset
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt35273'
WHERE s.is_public AND i.grp = 'person' AND i.sure > 0 AND i.form IN ('plain', 'encoded', 'weak-mask', '')
  AND (g.sensitive OR i.persons >= :least);
