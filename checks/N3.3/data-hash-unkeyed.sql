/* check
title:    {zh: 个人信息以普通散列代替去标识化, en: Personal data hidden by a plain digest}
clause:   N3.3
item:     N3.3.protect.weak-deid
basis:    [pipl/encrypt, ndsr/protect]
severity: medium
defends:  [防窃密]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {name} 以固定长度摘要存放{category}，须证明使用密钥或足够的盐", en: "{path} {name} keeps {category_en} as digests; show that they are keyed or salted enough"}
remedy:
  zh: 改用带密钥的散列或令牌化，分离存放密钥和对照表。
  en: Use a keyed digest or tokens; keep keys and tables of tokens apart.
days:     {value: 30, unit: calendar-days, sure: no}
# Judged from form and the table's own values; nothing is tried out: re-identification is itself what the law forbids.
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: hashed, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: masked, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: encrypted, masked: "1***1"}]}
  - unknown: {partial: [data_item]}
*/
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, g.category, g.category_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt35273'
WHERE i.form = 'hashed' AND i.grp = 'person';
