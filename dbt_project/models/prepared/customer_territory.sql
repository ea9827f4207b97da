{#
    The territory that a customer falls into: the first that fits by country, region, postcode and segment, each where
    the territory names it. The lowest priority number wins, then the territory that names most, then its record name.
#}
with customers as (

    select * from {{ ref('onefold', 'customer') }}

),

territories as (

    select
        *,
        {{ filled(['country', 'region', 'postcode_prefix', 'segment']) }} as named
    from {{ ref('onefold', 'territory') }}

),

-- Apart, so that an engine joins the first by its country instead of every customer with every territory.
in_country as (

    select
        customers.customer_id,
        territories.record_name as territory
    from customers
    inner join territories on customers.country = territories.country
    union all
    select
        customers.customer_id,
        territories.record_name as territory
    from customers
    cross join territories
    where territories.country is null

),

fitting as (

    select
        customers.customer_id,
        territories.record_name as territory,
        territories.name,
        territories.owner,
        row_number() over (
            partition by customers.customer_id
            order by territories.priority nulls last, territories.named desc, territories.record_name
        ) as place
    from in_country
    inner join customers on in_country.customer_id = customers.customer_id
    inner join territories on in_country.territory = territories.record_name
    where
        (territories.region is null or lower(territories.region) in (lower(customers.state), lower(customers.city)))
        and (
            territories.postcode_prefix is null
            or starts_with(customers.postcode, territories.postcode_prefix)
        )
        and (territories.segment is null or customers.kind = territories.segment)

)

select
    customer_id,
    territory,
    name,
    owner
from fitting
where place = 1
