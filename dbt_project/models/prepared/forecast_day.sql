{# The past days before which there were deals. #}
with first_deals as (

    select min(from_at) as "at" from {{ ref('onefold', 'deal_state') }}

)

select past_days.*
from {{ ref('onefold', 'past_day') }} as past_days
inner join first_deals on past_days.known_until > first_deals."at"
