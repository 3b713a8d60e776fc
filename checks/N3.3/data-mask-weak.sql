/* check
title:    {zh: 个人信息脱敏不足, en: Personal data masked too little}
clause:   N3.3
item:     N3.3.protect.weak-deid
basis:    [pipl/encrypt, ndsr/protect]
severity: medium
defends:  [防窃密]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {name} 的{category}遮盖不足，可由其余字段或少量猜测还原（{masked}）", en: "{path} {name}: {category_en} is covered so little that it can be rebuilt ({masked})"}
remedy:
  zh: 按统一规则加大遮盖，消除可拼合的两种掩码。
  en: Cover more by one rule for all places; no two masks that join to the whole.
days:     {value: 30, unit: calendar-days, sure: no}
# Judged from form and the table's own values; nothing is tried out: re-identification is itself what the law forbids.
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: weak-mask, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: masked, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: encrypted, masked: "1***1"}]}
  - unknown: {partial: [data_item]}
*/
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, g.category, g.category_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt35273'
WHERE i.form = 'weak-mask' AND i.grp = 'person';
