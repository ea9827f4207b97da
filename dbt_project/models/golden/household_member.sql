{# A household is named after its member whose id comes first, who is a member too. #}
with links as (

    select * from {{ ref('onefold', 'household_link') }}

)

select
    'h_' || substr(least(first_member, customer_id), 3) as household_id,
    customer_id
from links
