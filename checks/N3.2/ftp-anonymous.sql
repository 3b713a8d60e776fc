/* check
title:    {zh: FTP 允许匿名登录, en: FTP accepts anonymous logins}
clause:   N3.2
item:     N3.2.vuln.unauth-service
basis:    [csl/protect, t202/hole, gd2023/weakness]
severity: high
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 FTP 服务允许匿名登录：{proof}", en: "the FTP server at {ip} port {port} accepts anonymous logins: {proof}"}
remedy:
  zh: 关闭匿名登录（anonymous_enable=NO），或改用 SFTP。
  en: Turn anonymous logins off (anonymous_enable=NO) or use SFTP.
days:     {value: 3, unit: working-days, sure: no}
examples:
  - fail:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: ftp, open: true, proof: "…", asked: "…"}]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: ftp, proof: "…"}]}
  - unknown: {partial: [service_access]}
  # another protocol is another check's
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: mqtt, open: true, proof: "…"}]}
*/
SELECT a.asset, a.evidence, a.ip, a.port, a.asked, a.proof
FROM service_access a
WHERE a.protocol = 'ftp' AND a.open;
