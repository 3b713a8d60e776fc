/* check
title:    {zh: 存储人脸信息达到10万人未备案, en: Faces of a hundred thousand persons stored and not filed}
clause:   N3.3
item:     N3.3.use.face
basis:    [face/filing]
severity: medium
defends:  [防窃密]
assets:   [unit]
over:     unit
proof:    presence
params:
  faces: {value: 100000, source: "人脸识别技术应用安全管理办法第十五条", sure: yes}
says:
  zh: "{name} 至少存有 {least} 人的人脸信息（{path} {field}），未登记备案；自达到10万人之日起30个工作日内应当备案"
  en: "{name} keeps the faces of at least {least} persons ({path} {field}), and no filing is registered; it is due within 30 working days of the hundred thousandth"
remedy:
  zh: 向所在地省级以上网信部门补办备案，完成个人信息保护影响评估。
  en: File with the provincial cyberspace authority, with the impact assessment.
days:     {value: 15, unit: calendar-days, sure: no}
# A column of templates or pictures is taken for faces by its name alone (face, 人脸); other biometric data are not counted here. On which
# day the number was reached no store tells: whoever inspects asks.
applies: >
  SELECT u.asset FROM unit u WHERE EXISTS (SELECT 1 FROM data_person i WHERE i.kind = 'biometric' AND (i.most IS NULL OR i.most >= :faces)
  AND replace(replace(replace(replace(i.name, 'face', ''), 'Face', ''), 'FACE', ''), '人脸', '') <> i.name)
unknown: >
  SELECT u.asset FROM unit u WHERE NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'face-filing')
examples:
  - fail:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.t, name: face_template, kind: biometric, least: 100000, most: 120000}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - pass:    {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.t, name: face_template, kind: biometric, least: 100000, most: 120000}], unit_duty: [{asset: 9, duty: told, done: ~}, {asset: 9, duty: face-filing, done: 20500}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.t, name: 人脸特征, kind: biometric, least: 100000, most: 120000}]}
  - unknown: {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.t, name: userFace, kind: biometric, least: 99999, most: ~}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.t, name: voice, kind: biometric, least: 100000, most: 120000}], unit_duty: [{asset: 9, duty: told, done: ~}]}
  - na:      {unit: [{asset: 9, name: 甲}], data_person: [{asset: 1, path: a.t, name: face, kind: biometric, least: 99999, most: 99999}], unit_duty: [{asset: 9, duty: told, done: ~}]}
*/
SELECT u.asset, i.evidence, u.name, i.path, i.name AS field, i.least, i.path || '!' || i.name AS place
FROM data_person i JOIN unit u ON TRUE
WHERE i.kind = 'biometric' AND i.least >= :faces
  AND replace(replace(replace(replace(i.name, 'face', ''), 'Face', ''), 'FACE', ''), '人脸', '') <> i.name
  AND EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'told')
  AND NOT EXISTS (SELECT 1 FROM unit_duty y WHERE y.asset = u.asset AND y.duty = 'face-filing');
