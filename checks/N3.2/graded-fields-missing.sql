/* check
title:    {zh: 备案信息不完整, en: Filing information incomplete}
clause:   N3.2
item:     N3.2.filing.fields-complete
basis:    [order11/contents, gd2023/grading]
severity: medium
defends:  [防入侵]
assets:   [unit]
proof:    presence
says:     {zh: "“{object}”的备案缺少：{zh}", en: "the filing of {object} lacks: {field}"}
remedy:
  zh: 补齐该项并上传缺失的附件。
  en: Fill in the field and upload what is missing.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_missing: [{asset: 9, object: 门户, field: boundary, zh: 网络边界}]}
  - pass:    {graded_object: [{asset: 9, object: 门户}]}
  - unknown: {partial: [graded_missing]}
*/
SELECT m.asset, m.evidence, m.object, m.field, m.zh, m.object || '/' || m.field AS place
FROM graded_missing m;
