-- written by `onefold source build` from sources/*.yml; edit that file
-- content 660d41de0134d5ff
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as sku,
    cast(null as varchar) as name,
    cast(null as varchar) as category,
    cast(null as varchar) as department,
    cast(null as varchar) as company,
    cast(null as varchar) as unit,
    cast(null as decimal(18, 4)) as price,
    cast(null as decimal(18, 4)) as cost,
    cast(null as varchar) as currency,
    cast(null as boolean) as is_active
where false
