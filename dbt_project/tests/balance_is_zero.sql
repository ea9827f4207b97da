{# Only a warning here: the audit's gate `balance` decides, with a report to read. #}
{{ config(severity='warn') }}

select *
from {{ ref('onefold', 'balance') }}
where difference is null or difference <> 0
