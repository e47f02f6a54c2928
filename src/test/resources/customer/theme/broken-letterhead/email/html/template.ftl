<#macro emailLayout>
<html>
<body>
  <p>${organisation.motto}</p>
  <#nested>
</body>
</html>
</#macro>
