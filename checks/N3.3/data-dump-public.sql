/* check
title:    {zh: 数据库导出或备份存放于可公开访问的位置, en: Database dump or backup where anybody can fetch it}
clause:   N3.3
item:     N3.3.protect.public-storage
basis:    [ndsr/protect, dsl/protect, pipl/safety]
severity: critical
defends:  [防窃密]
assets:   [folder]
proof:    presence
says:     {zh: "{path} 是{form}", en: "{path} is a {form}"}
remedy:
  zh: 立即移出公开目录，核查访问记录，更换其中的口令和密钥。
  en: Take it out of the public folder at once, look who fetched it, change the passwords and keys in it.
days:     {value: 24, unit: hours, sure: no}
examples:
  - fail:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: db.sql, form: sql-dump}]}
  - pass:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: a.html, form: html}]}
  - unknown: {data_store: [{asset: 1, kind: folder, is_public: true}], partial: [data_file]}
  - na:      {data_store: [{asset: 1, kind: folder}]}
applies: >
  SELECT s.asset FROM data_store s WHERE s.is_public
*/
SELECT f.asset, f.evidence, f.path, f.part, f.form, f.path || '!' || f.part AS place
FROM data_file f JOIN data_store s ON s.asset = f.asset
WHERE s.is_public AND f.form IN ('sql-dump', 'sqlite');
