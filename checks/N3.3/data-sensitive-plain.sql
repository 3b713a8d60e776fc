/* check
title:    {zh: 敏感个人信息明文存储, en: Sensitive personal data kept in plain}
clause:   N3.3
item:     N3.3.stage.storage-encrypted
basis:    [pipl/encrypt, pipl/sensitive, ndsr/protect, csl/encrypt]
severity: high
defends:  [防窃密]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {name} 明文存有{category} {persons} 条（{masked}；依 {standard}，{from_year} 年起施行{other}）", en: "{path} {name} keeps {persons} values of {category_en} in plain ({masked}; by {standard_en}, in force since {from_year}{other_en})"}
remedy:
  zh: 对明文敏感字段加密或去标识化，密钥分离管理，清理不必要的副本。
  en: Encrypt or de-identify the plain fields, keep the keys elsewhere, remove copies that nobody needs.
days:     {value: 30, unit: calendar-days, sure: no}
# One coordinate is no track of a person: positions count from :positions different ones on.
# One standard of those in force suffices; which one is said. Public places and test environments are other checks: one act, one problem.
params:   {positions: {value: 5, source: 阈值, sure: no}}
examples:
  - fail:    {data_store: [{asset: 1, kind: folder}], data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - fail:    {data_store: [{asset: 1, kind: folder}], data_item: [{asset: 1, path: a.csv, kind: bank-card, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - pass:    {data_store: [{asset: 1, kind: folder}], data_item: [{asset: 1, path: a.csv, kind: mobile, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - pass:    {data_store: [{asset: 1, kind: folder}], data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: encrypted, masked: "1***1"}]}
  - pass:    {data_store: [{asset: 1, kind: folder, is_public: true}], data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - pass:    {data_store: [{asset: 1, kind: folder}], data_item: [{asset: 1, path: a.csv, kind: location, grp: person, sure: 1, persons: 1, form: plain}]}
  - unknown: {data_store: [{asset: 1, kind: folder}], partial: [data_item]}
*/
WITH s AS (
  SELECT g.kind, MAX(CASE WHEN g.sensitive THEN g.standard ELSE '' END) AS key, MAX(g.category) AS category, MAX(g.category_en) AS category_en,
         COUNT(*) FILTER (WHERE g.sensitive) AS yes, MAX(CASE WHEN NOT g.sensitive THEN g.title ELSE '' END) AS other,
         MAX(CASE WHEN NOT g.sensitive THEN g.title_en ELSE '' END) AS other_en
  FROM grade g WHERE g.standard <> 'gbt43697' AND g.from_day * 86400 <= :at GROUP BY g.kind
)
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, g.title AS standard, g.title_en AS standard_en,
       1970 + g.from_day * 400 / 146097 AS from_year, s.category, s.category_en,
       CASE WHEN s.other <> '' THEN '；' || s.other || ' 未列为敏感' ELSE '' END AS other,
       CASE WHEN s.other_en <> '' THEN '; ' || s.other_en || ' does not list it' ELSE '' END AS other_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN data_store d ON d.asset = i.asset
JOIN s ON s.kind = i.kind AND s.yes > 0
JOIN grade g ON g.kind = s.kind AND g.standard = s.key
WHERE i.sure > 0 AND i.grp = 'person' AND i.form IN ('plain', '') AND NOT d.is_public AND NOT d.test
  AND (i.kind <> 'location' OR i.persons >= :positions);
