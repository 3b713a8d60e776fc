/* check
title:    {zh: 文件或数据库中存有明文口令和密钥, en: Plain passwords and keys in files or databases}
clause:   N3.2
item:     N3.2.weakpass.secrets-in-files
basis:    [ndsr/protect, csl/protect]
severity: high
defends:  [防窃密, 防入侵]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {part} {name} 中有明文{kind} {sure} 处（{masked}）", en: "{sure} of {kind} in plain in {path} {part} {name} ({masked})"}
remedy:
  zh: 轮换已暴露的口令和密钥，迁移到密钥管理系统并清理历史。
  en: Change what was exposed, move it to a key management system, clean the history.
days:     {value: 5, unit: working-days, sure: no}
# A hash of a password is what should be kept; a public certificate or an access key's id alone opens nothing.
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: private-key, grp: secret, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: password, grp: secret, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: password-hash, grp: secret, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - unknown: {partial: [data_item]}
*/
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, i.sure, i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
WHERE i.grp = 'secret' AND i.sure > 0 AND i.kind <> 'password-hash' AND i.form IN ('plain', 'encoded', '');
