/* check
title:    {zh: 数据库导出或备份存放于可公开访问的位置, en: Database dump or backup where anybody can fetch it}
clause:   N3.3
item:     N3.3.protect.public-storage
basis:    [ndsr/protect, dsl/protect, pipl/safety]
severity: critical
defends:  [防窃密]
assets:   [folder]
proof:    presence
says:     {zh: "{path} 是{form}", en: "{path} is a {form_en}"}
remedy:
  zh: 立即移出公开目录，核查访问记录，更换其中的口令和密钥。
  en: Take it out of the public folder at once, look who fetched it, change the passwords and keys in it.
days:     {value: 24, unit: hours, sure: no}
examples:
  - fail:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: db.sql, form: sql-dump}]}
  - fail:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: dump.rdb, form: redis}]}
  - fail:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: a.zip, form: zip}, {asset: 1, path: a.zip, part: "b/c.sql!table customer", form: table}]}
  - fail:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: c.sql.gz, form: gzip}, {asset: 1, path: c.sql.gz, part: table customer, form: table}]}
  - pass:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: a.xlsx, part: Sheet1, form: table}]}
  - pass:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_file: [{asset: 1, path: a.html, form: html}]}
  - unknown: {data_store: [{asset: 1, kind: folder, is_public: true}], partial: [data_file]}
  - na:      {data_store: [{asset: 1, kind: folder}]}
applies: >
  SELECT s.asset FROM data_store s WHERE s.is_public
*/
-- A table within a packed file comes from a dump when the file around it is called so.
SELECT f.asset, MIN(f.evidence) AS evidence, f.path,
       CASE MIN(CASE WHEN f.form = 'sqlite' THEN 1 WHEN f.form = 'redis' THEN 2 ELSE 0 END)
         WHEN 1 THEN 'SQLite 数据库' WHEN 2 THEN 'Redis 转储文件' ELSE '数据库导出文件' END AS form,
       CASE MIN(CASE WHEN f.form = 'sqlite' THEN 1 WHEN f.form = 'redis' THEN 2 ELSE 0 END)
         WHEN 1 THEN 'database of SQLite' WHEN 2 THEN 'dump of Redis' ELSE 'dump of a database' END AS form_en,
       f.path || '!' AS place
FROM data_file f JOIN data_store s ON s.asset = f.asset
WHERE s.is_public
  AND (f.form IN ('sql-dump', 'sql', 'sqlite', 'redis', 'pgdump')
       OR (f.form = 'table' AND (REPLACE(f.part || '!', '.sql!', '') <> f.part || '!' OR REPLACE(f.path, '.sql.', '') <> f.path)))
GROUP BY f.asset, f.path;
