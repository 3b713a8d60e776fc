/* check
title:    {zh: 个人信息仅作可逆编码, en: Personal data merely encoded}
clause:   N3.3
item:     N3.3.protect.weak-deid
basis:    [pipl/encrypt, ndsr/protect]
severity: medium
defends:  [防窃密]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {name} 的{category}仅作可逆编码（{masked}）", en: "{path} {name}: {category_en} is merely encoded ({masked})"}
remedy:
  zh: 编码不等于加密，应改用加密或去标识化。
  en: Encoding is not encryption; encrypt or de-identify.
days:     {value: 30, unit: calendar-days, sure: no}
# Judged from form and the table's own values; nothing is tried out: re-identification is itself what the law forbids.
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: encoded, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: masked, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: encrypted, masked: "1***1"}]}
  - unknown: {partial: [data_item]}
*/
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, g.category, g.category_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt35273'
WHERE i.form = 'encoded' AND i.grp = 'person';
