/* check
title:    {zh: 存有银行卡磁道或验证码, en: Card track or verification value kept}
clause:   N3.3
item:     N3.3.pay.card-data
basis:    [pipl/sensitive, pipl/encrypt, ndsr/protect]
severity: critical
defends:  [防窃密, 防黑灰产]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {name} 存有银行卡磁道或验证码 {sure} 条（{masked}）", en: "{path} {name} keeps {sure} card tracks or verification values ({masked})"}
remedy:
  zh: 立即删除磁道和验证码信息，改造存储，监测异常交易。
  en: Delete tracks and verification values at once, change what stores them, watch for abnormal payments.
days:     {value: 5, unit: working-days, sure: no}
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: card-track, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: bank-card, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}]}
  - unknown: {partial: [data_item]}
*/
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.persons, i.sure, i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
WHERE i.kind IN ('card-track', 'card-cvv') AND i.sure > 0 AND i.form IN ('plain', 'encoded', '');
