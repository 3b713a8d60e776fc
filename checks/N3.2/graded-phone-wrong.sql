/* check
title:    {zh: 备案的联系电话无效, en: Telephone number of the filing is none}
clause:   N3.2
item:     N3.2.filing.fields-accurate
basis:    [order11/verify, gd2023/grading]
severity: low
defends:  [防入侵]
assets:   [unit]
proof:    presence
says:     {zh: "“{object}”备案的{zh}不是有效的电话号码", en: "the {field} in the filing of {object} is no valid telephone number"}
remedy:
  zh: 更正为能接通的号码。
  en: Put a number at which somebody answers.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_phone: [{asset: 9, object: 门户, field: phone, zh: 责任人电话}]}
  - pass:    {graded_phone: [{asset: 9, object: 门户, field: phone, zh: 责任人电话, valid: true}]}
  - unknown: {partial: [graded_phone]}
*/
SELECT p.asset, p.evidence, p.object, p.field, p.zh, p.object || '/' || p.field AS place
FROM graded_phone p
WHERE NOT p.valid;
