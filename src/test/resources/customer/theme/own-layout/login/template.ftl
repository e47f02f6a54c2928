<#-- A layout of one's own: a heading and a form, and none of the classes that stock's pages have. -->
<#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false>
<!DOCTYPE html>
<html lang="${lang}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title!msg("loginTitle", realm.displayName)}</title>
  <#list (properties.styles!)?split(" ") as style>
    <link rel="stylesheet" href="${url.resourcesPath}/${style}">
  </#list>
</head>
<body class="${bodyClass}">
  <main class="sheet">
    <h1><#nested "header"></h1>
    <#if displayMessage && message?has_content>
      <p role="alert">${kcSanitize(message.summary)?no_esc}</p>
    </#if>
    <#nested "form">
    <#if displayInfo><#nested "info"></#if>
  </main>
</body>
</html>
</#macro>
