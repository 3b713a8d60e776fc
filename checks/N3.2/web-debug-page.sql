/* check
title:    {zh: 调试页面可被访问, en: Debug page exposed}
clause:   N3.2
item:     N3.2.vuln.leaked-files
basis:    [csl/respond, ndsr/protect, gd2023/weakness]
severity: medium
defends:  [防窃密, 防入侵]
assets:   [site]
proof:    presence
says:     {zh: "{url} 向任何人显示调试信息（{proof}）", en: "{url} shows debugging information to anyone ({proof})"}
remedy:
  zh: 删除 phpinfo 页面，关闭或限制访问 actuator、Druid 等调试和管理页面。
  en: Delete phpinfo pages; close or restrict actuator, Druid and other debug and management pages.
days:     {value: 3, unit: working-days, sure: no}
# phpinfo() and the like show paths, versions and settings; actuator/env shows the environment.
examples:
  - fail:    {web_leak: [{asset: 1, url: "http://a/phpinfo.php", kind: debug-page, proof: "phpinfo()"}]}
  - pass:    {web_leak: [{asset: 1, url: "http://a/y", kind: status-page, proof: x}]}
  - unknown: {partial: [web_leak]}
*/
SELECT l.asset, l.evidence, l.url, l.kind, l.proof, l.url AS place
FROM web_leak l
WHERE l.kind = 'debug-page';
