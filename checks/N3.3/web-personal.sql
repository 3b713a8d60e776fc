/* check
title:    {zh: 网页公开个人信息, en: Personal data on a public page}
clause:   N3.3
item:     N3.3.protect.public-storage
basis:    [pipl/publish, pipl/safety, ndsr/protect, dsl/protect]
severity: critical
defends:  [防窃密]
assets:   [site]
proof:    presence
says:     {zh: "{path} 公开{category} {persons} 条（{masked}）", en: "{path} shows {persons} values of {category_en} ({masked})"}
remedy:
  zh: 立即撤下或脱敏，评估泄露范围，按规定告知和报告。
  en: Take it down or mask it at once; find out how far it leaked; notify as the law demands.
days:     {value: 24, unit: hours, sure: no}
# A company's own telephone numbers and mail addresses belong on its page: of these, :least different ones make a list of persons.
params:   {least: {value: 10, source: 阈值, sure: no}}
examples:
  - fail:    {data_item: [{asset: 1, path: "http://a/", kind: id-card, grp: person, sure: 1, persons: 1, form: plain}]}
  - fail:    {data_item: [{asset: 1, path: "http://a/", kind: mobile, grp: person, sure: 30, persons: 30, form: plain}]}
  - pass:    {data_item: [{asset: 1, path: "http://a/", kind: mobile, grp: person, sure: 2, persons: 2, form: plain}]}
  - pass:    {data_item: [{asset: 1, path: "http://a/", kind: address, grp: person, sure: 20, persons: 20, form: plain}]}
  - unknown: {partial: [data_item]}
*/
SELECT i.asset, i.evidence, i.path, i.kind, i.masked, i.persons, g.category, g.category_en, i.path || '!' || i.kind AS place
FROM data_item i
JOIN asset a ON a.id = i.asset AND a.kind = 'site'
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt35273'
WHERE i.sure > 0 AND i.grp = 'person'
  AND ((g.sensitive AND i.kind <> 'password' AND i.kind <> 'password-hash' AND i.kind <> 'location' AND i.kind <> 'marriage')
       OR (i.kind IN ('mobile', 'email') AND i.persons >= :least));
