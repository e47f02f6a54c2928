<#macro emailLayout>
<!DOCTYPE html>
<html lang="${locale.language}" dir="${ltr?then("ltr", "rtl")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject!realmName}</title>
</head>
<body style="margin: 0">
<#nested>
</body>
</html>
</#macro>
