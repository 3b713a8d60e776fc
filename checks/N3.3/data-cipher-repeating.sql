/* check
title:    {zh: 个人信息加密后相同值可辨认, en: Encrypted personal data shows equal values}
clause:   N3.3
item:     N3.3.protect.weak-deid
basis:    [pipl/encrypt, ndsr/protect]
severity: medium
defends:  [防窃密]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {name} 的{category}密文有重复值或重复分组（ECB 或确定性加密）", en: "{path} {name}: equal values or blocks show in the ciphertext of {category_en} (ECB or deterministic)"}
remedy:
  zh: 改用带随机初始向量的认证加密，检索用带密钥的索引。
  en: Use authenticated encryption with a random nonce; look up by a keyed index.
days:     {value: 30, unit: calendar-days, sure: no}
# Judged from form and the table's own values; nothing is tried out: re-identification is itself what the law forbids.
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: repeating, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: masked, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: encrypted, masked: "1***1"}]}
  - unknown: {partial: [data_item]}
*/
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, g.category, g.category_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt35273'
WHERE i.form = 'repeating' AND i.grp = 'person';
